package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContractTest {

  private static final Path CONTRACT = Path.of("src/main/resources/contract");

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(CONTRACT.resolve("examples"))) {
      return Stream.concat(files.sorted(), Stream.of(CONTRACT.resolve("catalogue.json"))).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsOfItsSchema(Path example) throws IOException {
    assertThat(schemaOf(example).validate(Files.readString(example), InputFormat.JSON)).isEmpty();
  }

  @Test
  void everySchemaHasAnExample() throws IOException {
    List<Path> examples = examples();
    try (Stream<Path> files = Files.list(CONTRACT)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".schema.json")))
          .hasSize(12)
          .allSatisfy(
              schema ->
                  assertThat(examples)
                      .anyMatch(
                          e ->
                              e.getFileName()
                                  .toString()
                                  .startsWith(schema.replace(".schema.json", ""))));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          live-updates     | {"metric":"a","timestamp":1}
          live-updates     | {"metric":"a","value":"1","timestamp":1}
          live-updates     | {"metric":"a","value":1,"timestamp":1,"label":{}}
          live-updates     | {"metric":"a","labels":{"n":1},"value":1,"timestamp":1}
          activity-feed    | {"timestamp":1,"who":"a","what":"b","type":"c"}
          activity-windows | {"kind":"user","start":0,"end":300000,"count":1}
          activity-windows | {"kind":"user","id":"u","start":0,"end":300000,"count":0}
          activity-windows | {"kind":"summary","id":"u","start":0,"end":1,"count":1}
          service-windows  | {"service":"a","region":"b","start":0,"end":60000,"events":0,"requests":0,"responses":{},"errors":{},"latency":{"count":0,"sumMicros":0,"buckets":[]},"cpuMicros":0,"memory":{"readings":0,"sumBytes":0,"maxBytes":0}}
          service-windows  | {"service":"a","region":"b","start":0,"end":60000,"events":1,"requests":0,"responses":{},"errors":{},"latency":{"count":1,"sumMicros":0,"buckets":[[1]]},"cpuMicros":0,"memory":{"readings":0,"sumBytes":0,"maxBytes":0}}
          dead-letters     | {"topic":"t","partition":0,"offset":0,"timestamp":0,"reason":"bad","detail":"","size":0,"truncated":false,"bytes":""}
          notifications    | {"acknowledges":"1","by":7,"timestamp":0}
          notifications    | {"acknowledges":"1"}
          notifications    | {"id":"ack:1","type":"info","title":"","message":"","timestamp":0,"source":""}
          catalogue        | {"metrics":[{"name":"a","kind":"summary","unit":"x","help":"y","labels":[],"live":[]}]}
          flamegraphs      | {"view":"bottleneck","service":"*","start":0,"end":1,"complete":true,"traces":0,"frames":[]}
          flamegraphs      | {"view":"calls","service":"*","start":0,"end":1,"complete":true,"traces":1,"frames":[{"level":0,"label":"a","count":1,"timeMicros":1,"cpuMicros":0,"tokens":0}]}
          outbox           | {"id":"1","about":"a","kind":"opened","step":0,"person":"p","way":"mail","state":"sent","attempt":1,"first":0,"timestamp":0}
          rule-states      | {"rule":"r","version":"5d1f0c2a","state":"good","why":"","explanation":""}
          rule-states      | {"rule":"r","hour":0,"matches":[1],"partialMatches":0,"cpuShare":0}
          notifications    | {"id":"1","type":"fatal","title":"","message":"","timestamp":0,"source":""}
          """)
  void refusesWhatIsNotOfTheSchema(String schema, String json) throws IOException {
    JsonSchema read = read(CONTRACT.resolve(schema + ".schema.json"));

    assertThat(read.validate(json, InputFormat.JSON)).isNotEmpty();
  }

  private static JsonSchema schemaOf(Path example) throws IOException {
    String name = example.getFileName().toString();
    try (Stream<Path> schemas = Files.list(CONTRACT)) {
      return schemas
          .filter(s -> s.toString().endsWith(".schema.json"))
          .filter(s -> name.startsWith(s.getFileName().toString().replace(".schema.json", "")))
          .findFirst()
          .map(ContractTest::read)
          .orElseThrow();
    }
  }

  private static JsonSchema read(Path schema) {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(Files.readString(schema), InputFormat.JSON);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
