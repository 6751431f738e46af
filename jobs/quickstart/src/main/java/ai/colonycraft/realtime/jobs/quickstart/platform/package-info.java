/**
 * Where the quickstart's events come from: a simulated platform, or a recording played again.
 * Making events ({@code Simulator}, {@code Replay}) is apart from sending them ({@code Sender}).
 */
package ai.colonycraft.realtime.jobs.quickstart.platform;
