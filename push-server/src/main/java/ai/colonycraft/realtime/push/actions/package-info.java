/** What people do about incidents, on its way to the topic {@code actions}. */
package ai.colonycraft.realtime.push.actions;
