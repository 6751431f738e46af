/** What is not wrong with a rule's form and would hurt later all the same. */
package ai.colonycraft.realtime.rules.lint;
