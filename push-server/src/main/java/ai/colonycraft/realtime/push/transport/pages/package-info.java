/** The web pages, served from memory. */
package ai.colonycraft.realtime.push.transport.pages;
