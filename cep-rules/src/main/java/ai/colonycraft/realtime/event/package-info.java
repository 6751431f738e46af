/** The platform event and its one parser. */
package ai.colonycraft.realtime.event;
