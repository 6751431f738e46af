/** A rule compiled to a flink-cep pattern, and the matcher that runs it over one key's events. */
package ai.colonycraft.realtime.rules.match;
