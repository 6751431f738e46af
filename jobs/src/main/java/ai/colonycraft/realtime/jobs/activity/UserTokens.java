package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.metrics.HeavyHitters;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.types.Blob;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * The users of one subtask that spend most tokens, in bounded memory and across restarts: ten times
 * as many are watched as can be shown. A sum that is not among them is kept with its user for as
 * long as that is remembered, so that the shown sums are exact but for users who were away in
 * between, and never too large.
 */
final class UserTokens {

  private static final int WATCHED_FOR_EACH_SHOWN = 10;
  private static final long INTERVAL_MILLIS = 1000;
  private static final long NEVER = Long.MIN_VALUE;

  private final int shown;
  private final TaskInfo task;
  private final HeavyHitters<String> hitters;
  private ListState<byte[]> saved;
  private double growth;
  private long toldAt = NEVER;

  /** Takes how many users are shown at most, and who we are. */
  UserTokens(int shown, TaskInfo task) {
    this.shown = shown;
    this.task = task;
    this.hitters = new HeavyHitters<>(shown * WATCHED_FOR_EACH_SHOWN);
  }

  /** Takes those users from the state that belong to this subtask, whatever the parallelism was. */
  void initialize(StateInitializationContext context) throws Exception {
    saved = context.getOperatorStateStore().getUnionListState(Blob.descriptor("token-spenders"));
    for (byte[] blob : saved.get()) {
      Blob.read(blob, new Spender.Serializer(), this::restore);
    }
  }

  private void restore(Spender spender) {
    if (Ownership.of(task, spender.userId)) {
      hitters.restore(spender.userId, spender.username, spender.sum, spender.rank);
    }
  }

  void snapshot() throws Exception {
    List<Spender> spenders = new ArrayList<>();
    for (HeavyHitters.Entry<String> entry : hitters.entries()) {
      spenders.add(new Spender(entry.key(), entry.name(), entry.sum(), entry.rank()));
    }
    saved.update(List.of(Blob.of(spenders, new Spender.Serializer())));
  }

  /**
   * Counts tokens of a user, whose sum is kept here if it is one of the largest, and with the user
   * if not.
   *
   * @param user the user's state; its sum is changed
   * @return who had to give way to the user, with a sum that is to be kept with that user; or null
   */
  HeavyHitters.Entry<String> add(String userId, UserState user, long tokens) {
    growth += tokens;
    // Who has a sum of their own is not watched, which spares most events the search.
    if (user.tokens == 0 && hitters.contains(userId)) {
      hitters.add(userId, user.username, tokens);
      return null;
    }
    user.tokens += tokens;
    if (!hitters.admits(user.tokens)) {
      return null;
    }
    HeavyHitters.Entry<String> displaced = hitters.offer(userId, user.username, user.tokens);
    user.tokens = 0;
    return displaced;
  }

  /** Emits the largest at first, and then once a second if tokens were spent. */
  void flush(long now, Consumer<Sample> to) {
    boolean first = toldAt == NEVER;
    if (first || growth > 0 && (now - toldAt >= INTERVAL_MILLIS || now < toldAt)) {
      emit(now, to);
    }
  }

  /**
   * Lets the next flush emit: growth is not in the state, and must not be lost or emitted twice.
   */
  void hurry() {
    toldAt = toldAt == NEVER ? NEVER : 0;
  }

  private void emit(long now, Consumer<Sample> to) {
    List<Sample.Row> rows =
        hitters.top(shown, Comparator.naturalOrder()).stream()
            .map(
                entry ->
                    new Sample.Row(List.of(entry.key(), Place.label(entry.name())), entry.sum()))
            .toList();
    to.accept(
        new Sample.Ranking(
            ActivityMetrics.USER_TOKENS,
            task.getIndexOfThisSubtask(),
            task.getNumberOfParallelSubtasks(),
            rows,
            growth));
    growth = 0;
    toldAt = now;
  }

  /** One watched user in state. */
  record Spender(String userId, String username, double sum, double rank) {

    /** Writes {@link Spender}. */
    static final class Serializer extends ValueSerializer<Spender> {

      private static final int FORMAT = 1;

      @Override
      public void serialize(Spender spender, DataOutputView out) throws IOException {
        out.writeByte(FORMAT);
        Bytes.writeText(spender.userId, out);
        Bytes.writeText(spender.username, out);
        out.writeDouble(spender.sum);
        out.writeDouble(spender.rank);
      }

      @Override
      public Spender deserialize(DataInputView in) throws IOException {
        readFormat(FORMAT, "a spender", in);
        return new Spender(
            Bytes.readText(in), Bytes.readText(in), in.readDouble(), in.readDouble());
      }
    }
  }
}
