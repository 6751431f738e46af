/** Rules at work: compiled to flink-cep, and run over the events of one key. */
package ai.colonycraft.realtime.rules.match;
