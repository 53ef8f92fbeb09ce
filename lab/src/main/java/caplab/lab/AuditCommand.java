package caplab.lab;

import caplab.audit.AuditChain;
import caplab.audit.AuditChain.Head;
import caplab.audit.AuditVerdict;
import caplab.lab.model.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./cap audit}: finds what was done to an audit. */
@Command(
    name = "audit",
    description = "Judges the audit of a service.",
    subcommands = AuditCommand.Verify.class)
final class AuditCommand {

  private AuditCommand() {}

  @Command(
      name = "verify",
      description =
          "Finds every line that was removed, changed or moved. Exit 0 whole, 1 not, 2 torn at its"
              + " end.")
  static final class Verify implements Callable<Integer> {

    private static final String KEY = "AUDIT_KEY";
    private static final int TORN = 2;

    @Mixin Common common;

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "The file and its older ones (audit.log.2 audit.log.1 audit.log).")
    List<Path> files;

    @Option(
        names = "--head",
        paramLabel = "LINES:HASH",
        description = "A head from stdout, event AUDIT_HEAD: finds a tail that was cut off.")
    String head;

    @Option(
        names = "--key-file",
        paramLabel = "FILE",
        description = "Has the key (default: AUDIT_KEY, or the file that AUDIT_KEY_FILE names).")
    Path keyFile;

    /** The answer in JSON. */
    record Shown(
        boolean whole,
        boolean torn,
        long first,
        String head,
        List<String> faults,
        List<String> notes) {}

    @Override
    public Integer call() {
      AuditVerdict verdict = judge(key(System.getenv()), head());
      if (common.json) {
        Common.showJson(
            new Shown(
                verdict.whole(),
                verdict.torn(),
                verdict.first(),
                verdict.head().toString(),
                verdict.faults(),
                verdict.notes()));
      } else {
        show(verdict);
      }
      return verdict.whole() ? (verdict.torn() ? TORN : 0) : 1;
    }

    private void show(AuditVerdict verdict) {
      verdict.faults().forEach(fault -> System.out.println("FAULT " + fault));
      verdict.notes().forEach(note -> System.out.println("note  " + note));
      if (!verdict.whole()) {
        System.out.println("not whole: " + verdict.faults().size() + " found");
        return;
      }
      System.out.printf(
          "whole: lines %d to %d, head %s%n",
          verdict.first(), verdict.head().lines(), verdict.head());
      if (head == null) {
        System.out.println("whether more came after that, only --head can tell");
      }
    }

    private AuditVerdict judge(String key, Optional<Head> told) {
      try {
        return AuditVerdict.of(new AuditChain(key), files, told);
      } catch (IOException e) {
        throw UserError.usage("cannot be read: " + e.getMessage());
      }
    }

    private Optional<Head> head() {
      if (head == null) {
        return Optional.empty();
      }
      return Optional.of(
          Head.parse(head)
              .orElseThrow(
                  () -> UserError.usage("--head takes LINES:HASH as an AUDIT_HEAD event has it")));
    }

    private String key(Map<String, String> environment) {
      Optional<Path> named =
          Optional.ofNullable(keyFile)
              .or(() -> Optional.ofNullable(environment.get(KEY + "_FILE")).map(Path::of));
      try {
        return named.isPresent()
            ? Files.readString(named.get()).strip()
            : Optional.ofNullable(environment.get(KEY))
                .map(String::strip)
                .orElseThrow(
                    () -> UserError.usage("give the key: --key-file, AUDIT_KEY_FILE or AUDIT_KEY"));
      } catch (IOException e) {
        throw UserError.usage("the key cannot be read: " + e.getMessage());
      }
    }
  }
}
