package ai.colonycraft.realtime.push.transport.http;

import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A JSON object whose last field is a list, in parts: elements are written until a part is long
 * enough. Each element is made when its part is asked for. For one thread at a time.
 *
 * @param <E> an element
 */
public final class JsonParts<E> implements Iterator<byte[]> {

  /** Length at which a part ends, in bytes. */
  static final int PART_BYTES = 32 * 1024;

  /** Writes one element. */
  @FunctionalInterface
  public interface Element<E> {
    /** Writes it as one JSON value. */
    void write(E element, JsonGenerator out) throws IOException;
  }

  private final Iterator<E> elements;
  private final Element<E> writer;
  private final JsonGenerator out;

  /** A new one for each part, since a long one must not be held while the client reads. */
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private boolean ended;

  /**
   * Begins with the fields before the list.
   *
   * @param list its name; null for a list that is not in an object, which {@code fields} can't have
   */
  public JsonParts(JsonBytes.Fields fields, String list, Iterator<E> elements, Element<E> writer) {
    this.elements = elements;
    this.writer = writer;
    try {
      out = Json.FACTORY.createGenerator(target());
      if (list != null) {
        out.writeStartObject();
        fields.write(out);
        out.writeFieldName(list);
      }
      out.writeStartArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public byte[] next() {
    if (ended) {
      throw new NoSuchElementException();
    }
    try {
      while (bytes.size() < PART_BYTES && elements.hasNext()) {
        writer.write(elements.next(), out);
        out.flush();
      }
      if (!elements.hasNext()) {
        ended = true;
        out.close(); // Which ends the list and the object.
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    byte[] part = bytes.toByteArray();
    bytes = new ByteArrayOutputStream();
    return part;
  }

  private OutputStream target() {
    return new OutputStream() {
      @Override
      public void write(int single) {
        bytes.write(single);
      }

      @Override
      public void write(byte[] from, int offset, int length) {
        bytes.write(from, offset, length);
      }
    };
  }
}
