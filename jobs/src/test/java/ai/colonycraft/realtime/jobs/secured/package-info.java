/** Every program against a broker with TLS, passwords and ACLs. */
package ai.colonycraft.realtime.jobs.secured;
