package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventDispatcher;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Connects each subtask of the {@link RuleEngine} to the {@link RuleSupervisor}. */
final class RuleEngineFactory extends SimpleOperatorFactory<Outbound>
    implements CoordinatedOperatorFactory<Outbound>,
        TwoInputStreamOperatorFactory<Routed, RuleUpdate, Outbound> {

  RuleEngineFactory(RuleEngine engine) {
    super(engine);
  }

  @Override
  public <T extends StreamOperator<Outbound>> T createStreamOperator(
      StreamOperatorParameters<Outbound> parameters) {
    T operator = super.createStreamOperator(parameters);
    RuleEngine engine = (RuleEngine) (StreamOperator<?>) operator;
    OperatorID id = parameters.getStreamConfig().getOperatorID();
    OperatorEventDispatcher events = parameters.getOperatorEventDispatcher();
    engine.reportFailuresTo(events.getOperatorEventGateway(id));
    events.registerEventHandler(id, engine);
    return operator;
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operator) {
    return new RuleSupervisor.Provider(operator);
  }
}
