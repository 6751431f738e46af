package ai.colonycraft.realtime.push.telemetry;

import ai.colonycraft.realtime.push.publish.Receipt;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * An encoding of OTLP: how its requests are read, and how its answers are written (<a
 * href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-response">OTLP/HTTP 1</a>).
 */
public enum OtlpFormat {
  JSON("application/json", new OtlpJson()) {
    @Override
    public byte[] success(int refused, String why) {
      return utf8(
          refused == 0
              ? "{}\n"
              : "{\"partialSuccess\":{\"rejectedSpans\":\"%d\",\"errorMessage\":\"%s\"}}\n"
                  .formatted(refused, Receipt.quoted(why)));
    }

    @Override
    public byte[] error(int code, String message) {
      return utf8("{\"code\":%d,\"message\":\"%s\"}\n".formatted(code, Receipt.quoted(message)));
    }
  },
  PROTOBUF("application/x-protobuf", new OtlpProtobuf()) {
    @Override
    public byte[] success(int refused, String why) {
      // ExportTraceServiceResponse.partial_success: rejected_spans and error_message.
      return refused == 0 ? new byte[0] : text(1, numberAndText(refused, why));
    }

    @Override
    public byte[] error(int code, String message) {
      return numberAndText(code, message);
    }
  };

  /** The first byte of a JSON object; no field that OTLP has begins so in Protobuf. */
  private static final byte OBJECT = '{';

  private final String mediaType;
  private final EventFormat reader;

  OtlpFormat(String mediaType, EventFormat reader) {
    this.mediaType = mediaType;
    this.reader = reader;
  }

  /** The media type of requests and answers. */
  public String mediaType() {
    return mediaType;
  }

  EventFormat reader() {
    return reader;
  }

  /** The encoding of that media type, without parameters and in lower case. */
  public static Optional<OtlpFormat> of(String mediaType) {
    return Arrays.stream(values()).filter(f -> f.mediaType.equals(mediaType)).findFirst();
  }

  /** The encoding of a record of Kafka, which names none. */
  static OtlpFormat of(byte[] record) {
    return record.length > 0 && record[0] == OBJECT ? JSON : PROTOBUF;
  }

  /**
   * The body of an answer 200.
   *
   * @param refused spans that were not taken
   * @param why the first of them was not
   */
  public abstract byte[] success(int refused, String why);

  /**
   * The body of an answer that is an error.
   *
   * @param code of gRPC
   * @param message for whoever runs the sender
   */
  public abstract byte[] error(int code, String message);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A message with a number in field 1 and a text in field 2. */
  private static byte[] numberAndText(long number, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(1 << 3, out);
    varint(number, out);
    out.writeBytes(text(2, utf8(text)));
    return out.toByteArray();
  }

  private static byte[] text(int field, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(field << 3 | 2, out);
    varint(bytes.length, out);
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private static void varint(long value, ByteArrayOutputStream out) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
