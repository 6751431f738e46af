package ai.colonycraft.realtime.config;

import java.io.Serializable;

/**
 * What one service promises.
 *
 * @param apdex a request is satisfying up to this and tolerable up to four times it, seconds
 * @param latency requests are answered within this, seconds
 * @param latencyShare the share of requests that are, between 0 and 1
 * @param availability the share of requests that are not answered with a status of 500 or above,
 *     between 0 and 1
 */
public record Objective(double apdex, double latency, double latencyShare, double availability)
    implements Serializable {

  /** The share of requests that may fail. */
  public double errorBudget() {
    // Without the rounding error of the subtraction: 0.001, and not 0.0010000000000000009.
    return Math.round((1 - availability) * 1e9) / 1e9;
  }
}
