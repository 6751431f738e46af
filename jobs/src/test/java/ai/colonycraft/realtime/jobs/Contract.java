package ai.colonycraft.realtime.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of a topic's records, as the push server has it. */
public final class Contract {

  private final JsonSchema schema;

  /** Takes the name of the topic. */
  public Contract(String topic) {
    try (InputStream in =
        Contract.class.getResourceAsStream("/contract/" + topic + ".schema.json")) {
      schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that a record's value is what the contract says; gives its text. */
  public String holds(byte[] value) {
    String json = new String(value, StandardCharsets.UTF_8);
    assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
    return json;
  }
}
