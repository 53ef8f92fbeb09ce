package caplab.lab.wire;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/** Many at the same time, each on a thread of its own; over when all are done. */
public final class AtOnce {

  private AtOnce() {}

  /** What each answers, in the order in which they are given; what one throws, if it does. */
  public static <T, R> List<R> ask(Collection<T> all, Function<T, R> question) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<R>> asked =
          all.stream()
              .map(each -> CompletableFuture.supplyAsync(() -> question.apply(each), threads))
              .toList();
      return asked.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  public static <T> void act(Collection<T> all, Consumer<T> action) {
    ask(
        all,
        each -> {
          action.accept(each);
          return true;
        });
  }
}
