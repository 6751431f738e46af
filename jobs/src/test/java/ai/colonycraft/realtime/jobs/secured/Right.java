package ai.colonycraft.realtime.jobs.secured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One right of a table in a README.
 *
 * @param program that needs it, also the name of its principal
 * @param operation that it allows
 * @param type of what it is on
 * @param name of what it is on; an asterisk at its end stands for anything
 */
record Right(String program, AclOperation operation, ResourceType type, String name) {

  private static final Pattern ROW =
      Pattern.compile(
          "\\| `([a-z.-]+)` \\| ([A-Z_, ]+) \\| (topic|group|transactional id)s? (`.*`) \\|");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** The rights that the tables of a page name. */
  static List<Right> read(Path page) throws IOException {
    List<Right> rights = new ArrayList<>();
    for (String line : Files.readAllLines(page)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        ResourceType type = ResourceType.fromString(row.group(3).replace(' ', '_'));
        for (String operation : row.group(2).split(", ")) {
          NAME.matcher(row.group(4))
              .results()
              .forEach(
                  name ->
                      rights.add(
                          new Right(
                              row.group(1),
                              AclOperation.fromString(operation),
                              type,
                              name.group(1))));
        }
      }
    }
    return rights;
  }

  AclBinding acl() {
    boolean isPrefix = name.endsWith("*");
    return new AclBinding(
        new ResourcePattern(
            type,
            isPrefix ? name.substring(0, name.length() - 1) : name,
            isPrefix ? PatternType.PREFIXED : PatternType.LITERAL),
        new AccessControlEntry("User:" + program, "*", operation, AclPermissionType.ALLOW));
  }

  @Override
  public String toString() {
    return operation + " on the " + type.toString().toLowerCase(java.util.Locale.ROOT) + " " + name;
  }
}
