package ai.colonycraft.realtime.push.history;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The bytes of an answer, of which there may not be more than so many. */
final class BoundedBody implements BodySubscriber<byte[]> {

  /** There were more. */
  static final class TooLargeException extends IOException {}

  private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
  private final int most;
  private Flow.Subscription subscription;
  private long size;

  BoundedBody(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return bytes.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription of) {
    subscription = of;
    bytes.onSubscribe(of);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      size += buffer.remaining();
    }
    if (size > most) {
      subscription.cancel();
      bytes.onError(new TooLargeException());
    } else {
      bytes.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable failure) {
    bytes.onError(failure);
  }

  @Override
  public void onComplete() {
    if (size <= most) {
      bytes.onComplete();
    }
  }
}
