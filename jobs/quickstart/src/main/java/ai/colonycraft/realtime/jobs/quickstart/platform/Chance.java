package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** The one source of chance of a simulation: the same seed gives the same world. */
final class Chance {

  private final Random random;

  Chance(long seed) {
    random = new Random(seed);
  }

  /** True with a probability of 0 to 1. */
  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** A whole number from 0 up to, not with, the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number from 0 to 1. */
  double unit() {
    return random.nextDouble();
  }

  /** Any of the items, each as likely. */
  <T> T any(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  /** One of the items, by their weights. */
  <T> T any(List<T> items, ToDoubleFunction<T> weight) {
    double left = random.nextDouble() * items.stream().mapToDouble(weight).sum();
    for (T item : items) {
      left -= weight.applyAsDouble(item);
      if (left < 0) {
        return item;
      }
    }
    return items.get(items.size() - 1);
  }

  /** One of the items, the first the most likely by far. */
  <T> T early(List<T> items) {
    return items.get((int) (items.size() * Math.pow(random.nextDouble(), 2.5)));
  }

  /** The time until the next of things that happen independently, in the unit of their mean. */
  double wait(double mean) {
    return -Math.log(1 - random.nextDouble()) * mean;
  }

  /** A positive number around the median, skewed to the right, as durations and sizes are. */
  double lognormal(double median, double sigma) {
    return median * Math.exp(sigma * random.nextGaussian());
  }

  /** Random hexadecimal digits, as ids have. */
  String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }

  /** Ranks drawn by Zipf's law: the weight of rank r, from 0, is one over r + 1 to the exponent. */
  static final class Zipf {

    private final double[] sums;

    Zipf(int most, double exponent) {
      sums = new double[most];
      double sum = 0;
      for (int rank = 0; rank < most; rank++) {
        sum += Math.pow(rank + 1, -exponent);
        sums[rank] = sum;
      }
    }

    /** A rank below {@code size}, which is at least 1 and at most the size given at the start. */
    int rank(Chance chance, int size) {
      int found = Arrays.binarySearch(sums, 0, size, chance.unit() * sums[size - 1]);
      return Math.min(size - 1, found < 0 ? -found - 1 : found);
    }
  }
}
