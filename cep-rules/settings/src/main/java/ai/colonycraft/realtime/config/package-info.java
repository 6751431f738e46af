/**
 * Configuration that every program of the product reads the same way: typed settings from YAML and
 * flags, with all problems told at once.
 */
package ai.colonycraft.realtime.config;
