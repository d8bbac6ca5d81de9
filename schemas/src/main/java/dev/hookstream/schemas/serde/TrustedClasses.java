package dev.hookstream.schemas.serde;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro, which since 1.12.2 loads no class that nobody vouched for, that our generated records
 * may be loaded. Done in code, beside whatever else is trusted already, so that no launcher needs
 * {@code -Dorg.apache.avro.SERIALIZABLE_PACKAGES}.
 */
final class TrustedClasses {
  private static final String PACKAGE = "dev.hookstream.schemas";

  static {
    ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        new ClassSecurityPredicate() {
          @Override
          public boolean isTrusted(Class<?> type) {
            return type.getPackageName().equals(PACKAGE) || before.isTrusted(type);
          }

          @Override
          public void forbiddenClass(String className) {
            before.forbiddenClass(className);
          }
        });
  }

  private TrustedClasses() {}

  /** Runs the static initialiser, once a JVM. */
  static void declare() {}
}
