package ai.colonycraft.realtime.grafana;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A Dockerfile, and the rules of hadolint that apply to what ours do, by hadolint's numbers.
 *
 * @param instructions in their order, lines that go on joined
 */
record Dockerfile(List<Instruction> instructions) {

  /** One instruction, its word in upper case. */
  record Instruction(String word, String rest) {}

  private static final Pattern PINNED = Pattern.compile("\\S+:[^\\s:]*\\d+\\.\\d+\\S*( AS \\w+)?");
  private static final Pattern LABEL_KEY = Pattern.compile("[a-z][a-z0-9.-]*[a-z0-9]");

  static Dockerfile read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Dockerfile parse(String text) {
    List<Instruction> instructions = new ArrayList<>();
    String whole =
        text.lines().filter(line -> !line.startsWith("#")).reduce("", (a, b) -> a + b + "\n");
    for (String line : whole.replaceAll("\\\\\\n\\s*", " ").lines().toList()) {
      if (!line.isBlank()) {
        String[] words = line.strip().split("\\s+", 2);
        instructions.add(
            new Instruction(
                words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1].strip() : ""));
      }
    }
    return new Dockerfile(instructions);
  }

  /** The arguments of all instructions of a word. */
  List<String> all(String word) {
    return instructions.stream().filter(i -> i.word().equals(word)).map(Instruction::rest).toList();
  }

  /** The last argument of a word; empty if there is none. */
  String last(String word) {
    List<String> all = all(word);
    return all.isEmpty() ? "" : all.get(all.size() - 1);
  }

  /** What breaks a rule, each with the rule's number. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (String from : all("FROM")) {
      check(PINNED.matcher(from).matches(), "DL3006 pin the version of " + from, problems);
      check(!from.contains(":latest"), "DL3007 latest: " + from, problems);
    }
    String user = last("USER");
    check(
        !user.isEmpty() && !user.matches("(root|0)(:.*)?"),
        "DL3002 the last user is root",
        problems);
    check(all("ADD").isEmpty(), "DL3020 COPY instead of ADD", problems);
    check(all("MAINTAINER").isEmpty(), "DL4000 MAINTAINER is deprecated", problems);
    for (String word : List.of("CMD", "ENTRYPOINT")) {
      check(all(word).size() <= 1, "DL4003 several " + word, problems);
      for (String rest : all(word)) {
        check(rest.startsWith("["), "DL3025 JSON for the arguments of " + word, problems);
      }
    }
    for (String folder : all("WORKDIR")) {
      check(folder.startsWith("/"), "DL3000 absolute WORKDIR " + folder, problems);
    }
    for (String run : all("RUN")) {
      check(!run.matches(".*\\bsudo\\b.*"), "DL3004 sudo", problems);
      check(!run.matches("(.*&& *)?cd .*"), "DL3003 WORKDIR instead of cd", problems);
      check(!run.contains("apt-get install") || run.contains("-y"), "DL3014 apt -y", problems);
      check(
          !run.contains("apt-get install") || run.contains("--no-install-recommends"),
          "DL3015 apt --no-install-recommends",
          problems);
      check(
          !run.contains("apt-get install") || run.contains("rm -rf /var/lib/apt/lists"),
          "DL3009 lists of apt are left",
          problems);
      check(!run.contains(" | ") || !all("SHELL").isEmpty(), "DL4006 pipefail", problems);
    }
    for (int i = 1; i < instructions.size(); i++) {
      boolean twice =
          instructions.get(i).word().equals("RUN") && instructions.get(i - 1).word().equals("RUN");
      check(!twice, "DL3059 several RUN after another", problems);
    }
    for (String label : all("LABEL")) {
      for (String pair : label.split("\\s+(?=[\\w.-]+=)")) {
        check(LABEL_KEY.matcher(pair.split("=")[0]).matches(), "DL3048 label " + pair, problems);
        check(!pair.endsWith("=\"\""), "DL3051 empty label " + pair, problems);
      }
    }
    for (String port : all("EXPOSE")) {
      check(Integer.parseInt(port.split("/")[0]) <= 65_535, "DL3011 port " + port, problems);
    }
    for (String copy : all("COPY")) {
      check(
          !copy.contains("--from=") || stage(copy), "DL3022 no such stage: COPY " + copy, problems);
    }
    return problems;
  }

  private boolean stage(String copy) {
    String name = copy.replaceAll(".*--from=(\\w+).*", "$1");
    return all("FROM").stream().anyMatch(from -> from.endsWith(" AS " + name));
  }

  private static void check(boolean holds, String problem, List<String> problems) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
