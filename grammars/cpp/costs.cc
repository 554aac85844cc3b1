#include <iostream>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

class Table {
 public:
  int find(const std::string& name) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += members_.count(name);  // cost: ordered-map-in-loop
      sum += hashed_.count(name);
    }
    label_ = label_ + name;  // cost: string-copied-to-append
    return sum;
  }

 private:
  std::string label_;
  std::map<std::string, int> members_;
  std::unordered_map<std::string, int> hashed_;
};

void lines(const std::vector<int>& xs) {
  for (int x : xs) {
    std::cout << "é " << x << std::endl;  // cost: flushed-line-in-loop
    std::cout << x << '\n';
    if (x < 0) {
      std::cerr << "negative" << std::endl;
      return;
    }
  }
  std::cout << std::endl;
}

std::string texts(const std::vector<int>& xs, const std::string& all) {
  std::string out;
  Rope rope;
  for (int x : xs) {
    out = out + std::to_string(x);  // cost: string-copied-to-append, fix
    out = out + "a" + "b";
    out += "x";
    rope = rope + "x";
    std::string part = all.substr(x, 20);  // cost: substring-in-loop
    std::string_view view = std::string_view(all).substr(x, 20);
  }
  return out;
}

int read_only(std::string name, const std::string& other, std::vector<int> xs) {  // cost: copied-parameter; copied-parameter
  return name.size() + other.size() + xs.size();
}

std::string changed(std::string name, std::vector<int> xs, std::string kept) {
  name.push_back('x');
  sink(std::move(xs));
  return kept;
}

int shared(std::shared_ptr<Table> table) {  // cost: copied-shared-pointer
  return table->find("x");
}

Holder keeps(std::shared_ptr<Table> table) {
  return Holder(table);
}

int elements(const std::vector<std::string>& names, std::map<std::string, int>& counts) {
  int sum = 0;
  for (std::string name : names) {  // cost: copied-element
    sum += name.size();
  }
  for (const std::string& name : names) {
    sum += name.size();
  }
  for (std::string name : names) {
    name.push_back('x');
    sum += name.size();
  }
  for (const std::pair<std::string, int>& pair : counts) {  // cost: copied-element
    sum += pair.second;
  }
  for (const auto& [name, count] : counts) {
    sum += count;
  }
  if (counts.count("x")) {  // cost: looked-up-twice
    sum += counts["x"];
  }
  if (counts.find("y") != counts.end()) {  // cost: looked-up-twice
    sum += counts["y"];
  }
  if (counts.count("z")) {
    sum += counts["y"];
  }
  return sum;
}

std::vector<int> grown(const std::vector<int>& xs) {
  std::vector<int> squares, evens, reserved;
  reserved.reserve(xs.size());
  for (int x : xs) {
    squares.push_back(x * x);  // cost: grown-without-reserve
    reserved.push_back(x);
    if (x % 2 == 0) {
      evens.push_back(x);
    }
  }
  return squares;
}

bool expressions(const std::string& line) {
  std::regex number("[0-9]+");  // cost: regex-compiled
  static const std::regex once("[a-z]+");
  return std::regex_search(line, number) || std::regex_search(line, once);
}

void streams(const std::vector<Shape*>& shapes) {
  std::ostringstream all;
  for (Shape* shape : shapes) {
    std::ostringstream one;  // cost: stream-in-loop
    one << shape;
    all << one.str();
    if (auto* circle = dynamic_cast<Circle*>(shape)) {  // cost: dynamic-cast-in-loop
      all << circle;
    }
  }
}

int maps(const std::vector<int>& xs, std::vector<int> queue) {
  std::map<int, int> ordered;
  std::unordered_map<int, int> hashed;
  int sum = 0;
  for (int x : xs) {
    sum += ordered[x];  // cost: ordered-map-in-loop
    sum += hashed[x];
    queue.erase(queue.begin());  // cost: front-of-vector
    queue.erase(queue.end() - 1);
  }
  return sum + ordered.count(3);
}

double matrix(const Matrix& a, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      sum += a[j][i] + a[i][j];  // cost: column-by-column
  return sum;
}

void cs_own(const char* text, std::string& out) {
  for (size_t i = 0; i < strlen(text); i++) {  // cost: strlen-in-condition
    out += text[i];
  }
}

struct Shape {
  int sides;
};

int items(const std::vector<std::string>& names, const std::vector<int>& numbers) {
  int sum = 0;
  for (auto name : names) {  // cost: copied-element
    sum += name.size();
  }
  for (const auto& name : names) {
    std::vector<int> counts;  // cost: container-in-loop
    counts.push_back(name.size());
    sum += counts.size();
    std::vector<int> kept;
    keep(kept);
    auto shape = std::make_shared<Shape>();  // cost: object-in-loop
    sum += shape->sides;
  }
  for (auto number : numbers) {
    sum += number;
  }
  return sum;
}
