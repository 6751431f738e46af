package ai.colonycraft.realtime.jobs.history;

import java.util.HexFormat;

/**
 * Estimates how many different texts it has seen, and can be united with others by the greater of
 * each register: HyperLogLog (Flajolet et al. 2007) of 4,096 registers, a standard error of 1.6 %.
 * The database unites and estimates by the same formulas ({@code estimate} in V2__roll_ups.sql).
 */
public final class Sketch {

  private static final int BITS = 12;

  private final byte[] registers = new byte[1 << BITS];

  /** Adds a text. */
  void add(String text) {
    long hash = hash(text);
    int register = (int) (hash >>> (Long.SIZE - BITS));
    // The bit behind the remaining ones ends a run of zeros that would have none.
    int rank = Long.numberOfLeadingZeros(hash << BITS | 1L << (BITS - 1)) + 1;
    if (rank > registers[register]) {
      registers[register] = (byte) rank;
    }
  }

  /** The registers, as hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(registers);
  }

  /**
   * How many different texts a sketch has seen, with linear counting for few.
   *
   * @param registers of one sketch, or of several united; empty for nothing
   */
  public static long estimate(byte[] registers) {
    if (registers.length == 0) {
      return 0;
    }
    double m = registers.length;
    double sum = 0;
    int zeros = 0;
    for (byte register : registers) {
      sum += Math.pow(2, -register);
      zeros += register == 0 ? 1 : 0;
    }
    double raw = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    return Math.round(zeros > 0 && raw <= 2.5 * m ? m * Math.log(m / zeros) : raw);
  }

  /** FNV-1a of the characters, mixed once more (the finalizer of SplitMix64). */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }
}
