/** Findings in rules that are valid but would cause trouble later, such as growing state. */
package ai.colonycraft.realtime.rules.lint;
