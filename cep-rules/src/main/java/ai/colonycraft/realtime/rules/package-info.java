/**
 * Rules over the platform's events, as values: the events a rule matches, and the notification that
 * a match emits. Packages in the order a rule meets them: {@code read} makes one from YAML, {@code
 * cel} evaluates its conditions, {@code lint} finds what would cause trouble later, {@code explain}
 * describes it in words and pictures, {@code match} runs it.
 */
package ai.colonycraft.realtime.rules;
