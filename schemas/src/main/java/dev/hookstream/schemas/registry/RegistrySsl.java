package dev.hookstream.schemas.registry;

import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Kafka's own reading of {@code ssl.*}: stores as JKS, PKCS12 or PEM, in files or in the setting.
 */
final class RegistrySsl {
  private RegistrySsl() {}

  static SSLContext context(Map<String, ?> settings) {
    ConfigDef definition = new ConfigDef();
    SslConfigs.addClientSslSupport(definition);
    Map<String, Object> all = new HashMap<>(definition.parse(settings));
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(all);
      return factory.sslContext();
    }
  }
}
