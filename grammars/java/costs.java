import java.util.*;
import java.util.regex.Pattern;

class Costs {
    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private List<String> known = new ArrayList<>();
    private Set<String> members = new HashSet<>();
    private String text = "";

    String texts(List<String> names, int n) {
        String all = "é";
        for (String name : names) {
            all += name; // cost: string-built-in-loop
            String own = "";
            own += name;
            n += name.length();
            this.text += own; // cost: string-built-in-loop
            String line = String.format("%s %d", name, n); // cost: format-in-loop
            if (line.matches("a+")) { // cost: pattern-compiled
                throw new IllegalStateException(String.format("%s", name));
            }
            System.out.println(line.replace("a", "b")); // cost: print-in-loop
        }
        System.out.println(all);
        return String.format("%s", all);
    }

    boolean expressions(String line) {
        return Pattern.compile("\\d+").matcher(line).find() // cost: pattern-compiled
            || WORD.matcher(line).find()
            || line.matches("x");
    }

    long numbers(int[] xs) {
        Long sum = 0L;
        long fast = 0;
        for (int x : xs) {
            sum += x; // cost: boxed-number-in-loop
            fast += x;
        }
        return sum + fast;
    }

    int maps(Map<String, Integer> counts) {
        int sum = 0;
        for (String key : counts.keySet()) { // cost: keys-then-look-up
            sum += counts.get(key);
        }
        for (String key : counts.keySet()) {
            sum += key.length();
        }
        if (counts.containsKey("x")) { // cost: looked-up-twice
            sum += counts.get("x");
        }
        if (counts.containsKey("y")) {
            sum += 1;
        }
        return sum;
    }

    void lists(ArrayList<String> names, LinkedList<String> queue) {
        while (!names.isEmpty()) {
            String name = names.remove(0); // cost: front-of-list
            queue.remove(0);
            if (known.contains(name) || members.contains(name)) { // cost: search-in-list
                continue;
            }
            Object format = new SimpleDateFormat(name); // cost: costly-object-in-loop
            use(format);
        }
        names.remove(0);
    }
}
