/** From YAML to a rule, or to everything that is wrong with it, each with its place and mend. */
package ai.colonycraft.realtime.rules.read;
