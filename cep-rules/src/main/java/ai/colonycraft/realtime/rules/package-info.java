/**
 * Rules over the platform's events, as values: what a rule waits for, and what it notifies of when
 * it came. Packages in the order a rule meets them: {@code read} makes one from YAML, {@code cel}
 * understands its conditions, {@code match} runs it.
 */
package ai.colonycraft.realtime.rules;
