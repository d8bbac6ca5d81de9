package dev.hookstream.topology.lane;

import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.DeliveryOrder;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.Ordering;
import dev.hookstream.schemas.SealedSecret;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.contract.Signer;
import dev.hookstream.topology.match.Target;
import dev.hookstream.topology.secret.Keyring;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a delivery that may leave into a finished request: today's URL, headers, secret and
 * time-out, signed at this moment. Confined to its task's thread.
 */
public final class Release {
  /** What the sender must know of a delivery that keeps no order: nothing. */
  public static final DeliveryOrder NO_ORDER = new DeliveryOrder(Ordering.PARALLEL, null);

  // Beyond the time-out: the way to the sender, its queue, and the way back.
  private static final long LEASE_BEYOND_TIMEOUT_MS = Duration.ofMinutes(3).toMillis();
  private static final int SIGNERS_IN_MEMORY = 20_000;

  /** Secrets are unsealed once a revision; and again when one of them stops signing. */
  private record Unsealed(long revision, long until, Signer signer) {}

  private final Keyring keyring;
  private final Map<String, Unsealed> signers =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Unsealed> eldest) {
          return size() > SIGNERS_IN_MEMORY;
        }
      };

  /** Signs with secrets sealed under this keyring. */
  public Release(Keyring keyring) {
    this.keyring = keyring;
  }

  /**
   * The request for one delivery.
   *
   * @param waiting the delivery; its own body is not looked at
   * @param body as it was rendered
   * @param now milliseconds since 1970; becomes the signature's time
   * @param order what the sender must know of it
   */
  public Delivery make(Target target, Waiting waiting, byte[] body, long now, DeliveryOrder order) {
    DeliveryRef ref = waiting.getRef();
    List<Header> headers = new ArrayList<>(signer(target, now).sign(ref.getEventId(), now, body));
    headers.add(plain("webhook-delivery-id", ref.getDeliveryId()));
    headers.add(plain("webhook-attempt", Integer.toString(waiting.getAttempt())));
    if (ref.getReplayId() != null) {
      headers.add(plain("webhook-replay-id", ref.getReplayId()));
    }
    headers.addAll(target.endpoint().getHeaders());
    return new Delivery(
        ref,
        waiting.getDeliveryClass(),
        waiting.getRound(),
        waiting.getAttempt(),
        waiting.getFirstAttemptAt() == 0 ? now : waiting.getFirstAttemptAt(),
        "POST",
        target.endpoint().getUrl(),
        headers,
        ByteBuffer.wrap(body),
        timeoutMillis(target),
        now,
        order,
        target.endpoint().getCredentials());
  }

  /** What stands for a delivery in a record's header, for those who cannot decode the record. */
  static String identity(Waiting waiting) {
    DeliveryRef ref = waiting.getRef();
    return ref.getWorkspaceId()
        + '\n'
        + ref.getEndpointId()
        + '\n'
        + ref.getDeliveryId()
        + '\n'
        + waiting.getRound()
        + '\n'
        + waiting.getAttempt();
  }

  /** How long one attempt may take, in milliseconds. */
  private static int timeoutMillis(Target target) {
    Integer own = target.endpoint().getTimeoutMs();
    return own != null ? own : Math.toIntExact(target.contract().timeout().toMillis());
  }

  /** How long after it was let out a delivery is taken for lost, in milliseconds. */
  static long leaseMillis(Target target) {
    return timeoutMillis(target) + LEASE_BEYOND_TIMEOUT_MS;
  }

  private Signer signer(Target target, long now) {
    Unsealed known = signers.get(target.id());
    if (known == null || known.revision != target.endpoint().getRevision() || known.until <= now) {
      known = unseal(target, now);
      signers.put(target.id(), known);
    }
    return known.signer;
  }

  private Unsealed unseal(Target target, long now) {
    long until = Long.MAX_VALUE;
    List<byte[]> secrets = new ArrayList<>();
    for (SealedSecret secret : target.endpoint().getSecrets()) {
      Long expires = secret.getExpiresAt();
      if (expires == null || expires > now) {
        byte[] sealed = new byte[secret.getSealed().remaining()];
        secret.getSealed().duplicate().get(sealed);
        secrets.add(keyring.open(sealed, target.id()));
        until = Math.min(until, expires == null ? Long.MAX_VALUE : expires);
      }
    }
    return new Unsealed(target.endpoint().getRevision(), until, target.contract().signer(secrets));
  }

  private static Header plain(String name, String value) {
    return new Header(name, value, false);
  }
}
