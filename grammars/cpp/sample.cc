#include <vector>
#include "shape.h"

using std::vector;

namespace a::b {
namespace {
int hidden() { return 0; }
}  // namespace

class C final : public Base {
public:
    C() : x(1) {}
    explicit C(int y);
    ~C() = default;
    int m() const noexcept { return x; }
    static int declared();
    C& operator=(const C& other) { return *this; }
    operator int() const { return x; }
    template <class T> T convert(T t) { return t; }
    friend void befriend(C&) {}
    struct Inner {
        int deep() { return 1; }
    };

private:
    int x;
};
}  // namespace a::b

a::b::C::C(int y) : x(y) {
    auto twice = [&](int n) { return n * 2; };
    std::sort(v.begin(), v.end(), [](auto l, auto r) { return l < r; });
    x = twice(x);
}

template <typename T>
inline const T& Vec<T>::at(size_t i) const {
    return data[i];
}

template <>
int specialised<int>(int x) { return x; }

bool operator==(const C& l, const C& r) { return true; }

std::ostream& operator<<(std::ostream& out, const C& c) { return out; }

a::b::C::operator bool() const { return true; }

void* operator new[](size_t n) { return malloc(n); }

bool F::operator()(int a) const { return a > 0; }

inline namespace v1 {
extern "C" int plain(int x) { return x; }
}

class EXPORT_MACRO Exported : public Base {
public:
    void visible() { hidden(); }
};

int main() try {
    return a::b::C(1).convert<int>(2);
} catch (...) {
    return 1;
}

TEST(Suite, Case) { check(new C); }
