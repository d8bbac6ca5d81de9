package dev.hookstream.dispatcher.backup;

import dev.hookstream.schemas.Endpoint;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.secret.CannotOpenException;
import dev.hookstream.topology.secret.Keyring;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether an installation could work with a backup: what it would notice only with the first
 * delivery is said before anything is written.
 */
public final class RestoreCheck {
  private final Keyring keyring;
  private final Contracts contracts;

  /** With what the installation's instances have. */
  public RestoreCheck(Keyring keyring, Contracts contracts) {
    this.keyring = keyring;
    this.contracts = contracts;
  }

  /**
   * Returns where it could.
   *
   * @throws BackupException where a key, a contract or a schedule is missing
   */
  void usable(Backup backup) {
    Set<String> missing = new TreeSet<>(backup.origin().keyIds());
    missing.removeAll(keyring.keyIds());
    if (!missing.isEmpty()) {
      throw new BackupException(
          "the keyset is another one: secrets of this backup are sealed with the keys "
              + missing
              + ", and it has "
              + keyring.keyIds()
              + ". Use the keyset of the installation that the backup is of");
    }
    for (Endpoint endpoint : backup.endpoints()) {
      opens(endpoint);
      contract(endpoint);
    }
  }

  private void opens(Endpoint endpoint) {
    try {
      for (byte[] sealed : Sealed.in(endpoint)) {
        var unused = keyring.open(sealed, endpoint.getId());
      }
    } catch (CannotOpenException e) {
      throw new BackupException(
          "a secret of the webhook "
              + endpoint.getId()
              + " cannot be opened: the keyset is another one, or the file was changed",
          e);
    }
  }

  private void contract(Endpoint endpoint) {
    String contract = endpoint.getContract();
    String schedule = endpoint.getRetry();
    if (contracts.find(contract).isEmpty()) {
      throw lacks("contract", contract, endpoint);
    }
    if (schedule != null && contracts.schedule(schedule).isEmpty()) {
      throw lacks("retry schedule", schedule, endpoint);
    }
  }

  private static BackupException lacks(String what, String name, Endpoint endpoint) {
    return new BackupException(
        "the webhook %s is under the %s '%s', which this installation does not have: take the old one's contracts folder along"
            .formatted(endpoint.getId(), what, name));
  }
}
