package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The shipped rules that do not count in the language of Esper, in one operator. A match of these
 * patterns leaves other partial matches alone, which is what a rule with {@code skip: none} does. A
 * guard binds tighter than a repeat: {@code [2] b where timer:within(5 min)} gives each of the two
 * its own five minutes, so that a repeat stands in parentheses.
 */
final class EsperJob {

  /** An event as Esper likes it best: a bean. */
  public record Happened(Event event) {
    public String getType() {
      return event.type();
    }

    public String getUserId() {
      return event.text(Field.USER_ID);
    }

    public String getSessionId() {
      return event.text(Field.SESSION_ID);
    }

    public String getService() {
      return event.text(Field.SERVICE);
    }

    public String getRegion() {
      return event.text(Field.REGION);
    }

    public String getVersion() {
      return event.text(Field.VERSION);
    }

    public String getTraceId() {
      return event.text(Field.TRACE_ID);
    }

    public String getColonyId() {
      return event.text(Field.COLONY_ID);
    }

    public String getAgentId() {
      return event.text(Field.AGENT_ID);
    }

    public String getCountryCode() {
      return event.text(Field.COUNTRY_CODE);
    }

    public Long getTokens() {
      return (Long) event.value(Field.TOKENS);
    }

    public Double getDurationMs() {
      return (Double) event.value(Field.DURATION_MS);
    }

    public Double getValue() {
      return (Double) event.value(Field.VALUE);
    }
  }

  /** By the ids of the rules; {@code E} stands for an event. */
  static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry(
              "agent-crash-loop",
              "every a=E(type='agent_deployed', colonyId is not null) -> ("
                  + "(b=E(type='agent_stopped', colonyId=a.colonyId, agentId=a.agentId)"
                  + " -> c=E(type='agent_deployed', colonyId=a.colonyId, agentId=a.agentId)"
                  + " -> d=E(type='agent_stopped', colonyId=a.colonyId, agentId=a.agentId)"
                  + " -> e=E(type='agent_deployed', colonyId=a.colonyId, agentId=a.agentId))"
                  + " where timer:within(5 min))"),
          Map.entry(
              "agents-never-acting",
              "every a=E(type='agent_deployed', colonyId is not null) -> (timer:interval(30 min)"
                  + " and not E(type in ('agent_action', 'llm_completion', 'agent_stopped'),"
                  + " colonyId=a.colonyId, agentId=a.agentId))"),
          Map.entry(
              "deployment-stuck",
              "every a=E(type='deployment_started', service is not null)"
                  + " -> (timer:interval(10 min) and not E(type='deployment_finished',"
                  + " service=a.service, version=a.version, region=a.region))"),
          Map.entry(
              "health-flapping",
              "every a=E(type='health_changed', service is not null, value=0.0)"
                  + " -> ((b=E(type='health_changed', service=a.service, region=a.region,"
                  + " value=1.0) -> c=E(type='health_changed', service=a.service,"
                  + " region=a.region, value=0.0)) where timer:within(3 min))"),
          Map.entry(
              "login-from-two-countries",
              "every a=E(type='session_started', userId is not null)"
                  + " -> (b=E(type='session_started', userId=a.userId,"
                  + " countryCode != a.countryCode) where timer:within(10 min))"),
          Map.entry(
              "region-failing-over",
              "every a=E(type='health_changed', region is not null, value=0.0)"
                  + " -> ((b=E(type='health_changed', region=a.region, value=0.0,"
                  + " service != a.service) -> c=E(type='health_changed', region=a.region,"
                  + " value=0.0, service != a.service, service != b.service))"
                  + " where timer:within(5 min))"),
          Map.entry(
              "service-silent",
              "every a=E(type='resource_usage', service is not null)"
                  + " -> (timer:interval(3 min)"
                  + " and not E(type='resource_usage', service=a.service))"),
          Map.entry(
              "service-unhealthy-after-deployment",
              "every a=E(type='deployment_finished', service is not null)"
                  + " -> (b=E(type='health_changed', service=a.service, region=a.region,"
                  + " value=0.0) where timer:within(5 min))"),
          Map.entry(
              "session-ended-after-error",
              "every a=E(type='js_error', sessionId is not null)"
                  + " -> (b=E(type='session_ended', sessionId=a.sessionId)"
                  + " where timer:within(10 sec))"),
          Map.entry(
              "trace-failing-across-services",
              "every a=E(type='error', traceId is not null)"
                  + " -> ((b=E(type='error', traceId=a.traceId, service != a.service)"
                  + " -> c=E(type='error', traceId=a.traceId, service != a.service,"
                  + " service != b.service)) where timer:within(1 min))"));

  private EsperJob() {}

  /** All of them over the events. */
  static void define(StreamExecutionEnvironment env) {
    RuleJobs.source(env)
        .transform("Esper", Types.STRING, new Operator())
        .sinkTo(new DiscardingSink<>());
  }

  private static final class Operator extends AbstractStreamOperator<String>
      implements OneInputStreamOperator<Event, String> {

    private transient EPRuntime esper;
    private transient long time;

    @Override
    public void open() throws Exception {
      super.open();
      Configuration configuration = new Configuration();
      configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
      configuration.getCommon().addEventType("E", Happened.class);
      esper = EPRuntimeProvider.getRuntime("rules", configuration);
      esper.initialize();
      esper.getEventService().advanceTime(0);
      for (Map.Entry<String, String> rule : PATTERNS.entrySet()) {
        EPCompiled compiled =
            EPCompilerProvider.getCompiler()
                .compile(
                    "@name('rule') select 1 as match from pattern [%s]".formatted(rule.getValue()),
                    new CompilerArguments(configuration));
        for (EPStatement statement :
            esper.getDeploymentService().deploy(compiled).getStatements()) {
          statement.addListener(
              (found, gone, of, runtime) -> MatchCounts.add(rule.getKey(), found.length));
        }
      }
    }

    @Override
    public void processElement(StreamRecord<Event> element) {
      Event event = element.getValue();
      if (event.timestamp() > time) {
        time = event.timestamp();
        esper.getEventService().advanceTime(time);
      }
      esper.getEventService().sendEventBean(new Happened(event), "E");
    }

    @Override
    public void finish() throws Exception {
      esper.getEventService().advanceTime(time + Duration.ofDays(1).toMillis());
      super.finish();
    }

    @Override
    public void close() throws Exception {
      if (esper != null) {
        esper.destroy();
      }
      super.close();
    }
  }
}
