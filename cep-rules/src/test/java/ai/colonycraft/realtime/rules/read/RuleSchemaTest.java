package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The schema for editors accepts what the reader accepts. */
class RuleSchemaTest {

  private static JsonSchema schema() throws Exception {
    try (InputStream in = RuleSchemaTest.class.getResourceAsStream("/rule.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }

  @Test
  void takesEveryShippedRule() throws Exception {
    assertThat(ShippedRules.texts()).hasSizeGreaterThanOrEqualTo(14);
    for (String text : ShippedRules.texts().values()) {
      assertThat(schema().validate(new YAMLMapper().readTree(text))).as(text).isEmpty();
    }
  }

  @Test
  void refusesAKeyThatTheReaderRefuses() throws Exception {
    JsonNode rule =
        new YAMLMapper().readTree(ShippedRules.texts().get("error-burst-after-deployment"));
    ((ObjectNode) rule).put("nonsense", 1);
    assertThat(schema().validate(rule)).hasSize(1);
  }
}
