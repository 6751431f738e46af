package ai.colonycraft.realtime.rules.cel;

/**
 * A fault in an expression.
 *
 * @param line in the expression, from 1
 * @param column in that line, from 0
 * @param message what is wrong there, and the mend where it is known
 */
public record Issue(int line, int column, String message) {}
