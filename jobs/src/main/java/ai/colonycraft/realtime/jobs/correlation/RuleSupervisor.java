package ai.colonycraft.realtime.jobs.correlation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * Counts the failures of rules over all subtasks of the engine, in the JobManager, and suspends a
 * rule in all of them. It has no state of its own: subtasks keep which rules are suspended, and
 * failures are counted anew after the JobManager restarts. All methods run on one thread.
 */
final class RuleSupervisor implements OperatorCoordinator {

  /** Rules of which failures are remembered; beyond it the one that failed first is forgotten. */
  private static final int MAX_RULES = 1000;

  private final Map<Integer, SubtaskGateway> subtasks = new HashMap<>();
  private final Map<String, Failures> rules =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_RULES;
        }
      };

  private record Failures(RuleFailure last, int count) {

    boolean suspends() {
      return count >= RuleFailure.LIMIT;
    }
  }

  /** Creates one for a job. */
  record Provider(OperatorID operator) implements OperatorCoordinator.Provider {

    @Override
    public OperatorID getOperatorId() {
      return operator;
    }

    @Override
    public OperatorCoordinator create(Context context) {
      return new RuleSupervisor();
    }
  }

  @Override
  public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
    RuleFailure failure = (RuleFailure) event;
    Failures before = rules.get(failure.rule());
    boolean sameVersion = before != null && before.last.version() == failure.version();
    if (sameVersion && before.suspends()) {
      return;
    }
    Failures now = new Failures(failure, sameVersion ? before.count + 1 : 1);
    rules.put(failure.rule(), now);
    if (now.suspends()) {
      subtasks.values().forEach(gateway -> gateway.sendEvent(failure));
    }
  }

  /**
   * A subtask that was restored from an older checkpoint does not know what was suspended since.
   */
  @Override
  public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
    subtasks.put(subtask, gateway);
    rules.values().stream()
        .filter(Failures::suspends)
        .forEach(failures -> gateway.sendEvent(failures.last));
  }

  @Override
  public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
    subtasks.remove(subtask);
  }

  @Override
  public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
    result.complete(new byte[0]);
  }

  @Override
  public void start() {}

  @Override
  public void close() {}

  @Override
  public void notifyCheckpointComplete(long checkpoint) {}

  @Override
  public void resetToCheckpoint(long checkpoint, byte[] data) {}

  @Override
  public void subtaskReset(int subtask, long checkpoint) {}
}
