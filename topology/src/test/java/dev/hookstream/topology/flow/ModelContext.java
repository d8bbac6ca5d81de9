package dev.hookstream.topology.flow;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What a processor of the model's task sees of it: its stores, its timers, the clock; whatever it
 * forwards goes to one place, with the child's name or without. Kafka's own mock parses a whole
 * configuration each time it is made, which thousands of histories would do nothing else but.
 */
record ModelContext(
    Map<String, StateStore> stores, ModelClock clock, BiConsumer<Object, String> forwarded)
    implements InvocationHandler {

  @SuppressWarnings("unchecked") // it forwards whatever it is given
  <V> ProcessorContext<String, V> forProcessor() {
    return (ProcessorContext<String, V>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ProcessorContext.class}, this);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    switch (method.getName()) {
      case "forward" ->
          forwarded.accept(
              ((Record<?, ?>) arguments[0]).value(),
              arguments.length == 1 ? "" : (String) arguments[1]);
      case "getStateStore" -> {
        return stores.get((String) arguments[0]);
      }
      case "currentSystemTimeMs" -> {
        return clock.now();
      }
      case "schedule" -> {
        return clock.schedule((Duration) arguments[0], (Punctuator) arguments[2]);
      }
      default -> throw new AssertionError("the model has no " + method.getName());
    }
    return null;
  }
}
