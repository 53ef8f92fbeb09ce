package caplab.lab.bench;

/** What rivals are asked to do. */
enum Work {
  WRITE("write"),
  READ("read"),

  /** Of a key that nobody wrote before: it costs app-cp one round more. */
  FIRST_WRITE("first write");

  private final String text;

  Work(String text) {
    this.text = text;
  }

  /** {@code first write}. */
  String text() {
    return text;
  }

  /** What a peer does instead. */
  Work alike() {
    return this == READ ? READ : WRITE;
  }
}
