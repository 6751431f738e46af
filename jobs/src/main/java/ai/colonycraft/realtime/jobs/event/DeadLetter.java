package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A refused record: where it came from, why it was refused, and its bytes.
 *
 * @param topic where it stood
 * @param partition where it stood
 * @param offset where it stood
 * @param timestamp Kafka's timestamp of the record, epoch milliseconds
 * @param reason why it was refused
 * @param detail the place in the record and what was expected there
 * @param bytes the record's value; null if it had none
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    long timestamp,
    Refusal reason,
    String detail,
    byte[] bytes) {

  /**
   * How much of a record is kept. The rest of a larger one still stands at its offset; keeping all
   * of it could exceed what the topic takes, and one refused record must never stop a job.
   */
  static final int KEPT_BYTES = 512 * 1024;

  /**
   * The dead letter of a record.
   *
   * @param record the record
   * @param reason why it was refused
   * @param detail the position in the record and what was expected there
   * @param bytes the record's value as it was sent; null if it had none
   */
  public static DeadLetter of(
      ConsumerRecord<?, ?> record, Refusal reason, String detail, byte[] bytes) {
    return new DeadLetter(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        reason,
        detail,
        bytes);
  }

  private static final JsonFactory JSON = new JsonFactory();

  /** The record for the topic of dead letters, as the contract describes it. */
  public Outbound toOutbound(String deadLetters) {
    byte[] key = (topic + "-" + partition + "-" + offset).getBytes(StandardCharsets.UTF_8);
    return new Outbound(deadLetters, key, json());
  }

  private byte[] json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int size = bytes == null ? 0 : bytes.length;
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("topic", topic);
      json.writeNumberField("partition", partition);
      json.writeNumberField("offset", offset);
      json.writeNumberField("timestamp", timestamp);
      json.writeStringField("reason", reason.label());
      json.writeStringField("detail", detail);
      json.writeNumberField("size", size);
      json.writeBooleanField("truncated", size > KEPT_BYTES);
      json.writeFieldName("bytes");
      if (bytes == null) {
        json.writeNull();
      } else {
        json.writeBinary(bytes, 0, Math.min(size, KEPT_BYTES));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
