package caplab.lab.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Java classes that a generator makes of a served description, and who drives them. */
final class GeneratedClient {

  /** As docs/http.md says. */
  private static final String HOW =
      "useJackson3=true,useJspecify=true,useJakartaEe=true,openApiNullable=false,"
          + "invokerPackage=client.%1$s,apiPackage=client.%1$s,modelPackage=client.%1$s";

  private final Path sources;
  private final Path classes;

  private GeneratedClient(Path sources, Path classes) {
    this.sources = sources;
    this.classes = classes;
  }

  /**
   * Generates and compiles.
   *
   * @param mode {@code cp} or {@code ap}: names the packages, and the class that drives them, of
   *     {@code src/test/client}
   */
  static GeneratedClient of(URI service, String mode, Path folder) throws Exception {
    Path description = folder.resolve(mode + ".json");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest asked = HttpRequest.newBuilder(service.resolve("/openapi.json")).build();
      client.send(asked, BodyHandlers.ofFile(description));
    }
    Path made = folder.resolve(mode);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path jar = Path.of("target", "generator", "openapi-generator-cli.jar").toAbsolutePath();
    List<String> command = new ArrayList<>(List.of(java, "-jar", jar.toString(), "generate"));
    command.addAll(List.of("-g", "java", "--library", "native", "-i", description.toString()));
    command.addAll(List.of("-o", made.toString(), "-p", HOW.formatted(mode)));
    Tool.mustRun(folder, command);
    GeneratedClient client =
        new GeneratedClient(made.resolve("src/main/java"), folder.resolve(mode + "-classes"));
    client.compile(Path.of("src", "test", "client", mode).toAbsolutePath());
    return client;
  }

  private void compile(Path drivers) throws IOException, InterruptedException {
    String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
    String path = System.getProperty("surefire.test.class.path");
    List<String> command = new ArrayList<>(List.of(javac, "-nowarn", "-d", classes.toString()));
    command.addAll(List.of("-cp", path == null ? System.getProperty("java.class.path") : path));
    try (Stream<Path> made = Files.walk(sources);
        Stream<Path> ours = Files.walk(drivers)) {
      Stream.concat(made, ours)
          .map(Path::toString)
          .filter(file -> file.endsWith(".java"))
          .forEach(command::add);
    }
    Tool.mustRun(sources, command);
  }

  /** The answers that the client gives as no more than a status, by operation. */
  List<String> untyped(String api) throws IOException {
    String text = Files.readString(sources.resolve(api));
    assertThat(text).contains("ApiResponse<");
    return text.lines()
        .filter(line -> line.matches(" *public ApiResponse<(Void|Object)> .*"))
        .map(line -> line.replaceAll(".*> (\\w+)WithHttpInfo\\(.*", "$1"))
        .distinct()
        .toList();
  }

  /** Makes the driver. */
  Driven driven(String name) throws ReflectiveOperationException, MalformedURLException {
    URL[] made = {classes.toUri().toURL()};
    ClassLoader loader = new URLClassLoader(made, Driven.class.getClassLoader());
    return loader.loadClass(name).asSubclass(Driven.class).getConstructor().newInstance();
  }
}
