/**
 * The command {@code rules}, for people who write rules: check, explain, test, push, list. {@link
 * ai.colonycraft.realtime.jobs.rules.RulesCommand} is the way in.
 */
package ai.colonycraft.realtime.jobs.rules;
