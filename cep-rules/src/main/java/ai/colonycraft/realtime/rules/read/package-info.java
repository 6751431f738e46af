/** Reads YAML into a rule, or into every error with its position and how to mend it. */
package ai.colonycraft.realtime.rules.read;
