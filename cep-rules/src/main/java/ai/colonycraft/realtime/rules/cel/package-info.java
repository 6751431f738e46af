/** Conditions and templates: CEL, checked against an event's fields, and run fast. */
package ai.colonycraft.realtime.rules.cel;
