// A vector of N numbers, with operators.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace geo {

template <typename T, std::size_t N>
struct Vec {
    std::array<T, N> at{};

    T &operator[](std::size_t i) { return at[i]; }
    const T &operator[](std::size_t i) const { return at[i]; }

    Vec operator+(const Vec &other) const
    {
        return combine(other, [](T a, T b) { return a + b; });
    }

    Vec operator-(const Vec &other) const
    {
        return combine(other, [](T a, T b) { return a - b; });
    }

    Vec operator*(T factor) const
    {
        return combine(*this, [factor](T a, T) { return a * factor; });
    }

    T dot(const Vec &other) const
    {
        T sum{};
        for (std::size_t i = 0; i < N; i++)
            sum += at[i] * other[i];
        return sum;
    }

    Vec unit() const { return *this * (T{1} / std::sqrt(dot(*this))); }

private:
    template <typename F>
    Vec combine(const Vec &other, F f) const
    {
        Vec result;
        for (std::size_t i = 0; i < N; i++)
            result[i] = f(at[i], other[i]);
        return result;
    }
};

using Vec3 = Vec<double, 3>;

} // namespace geo
