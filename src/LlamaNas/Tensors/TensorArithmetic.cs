using TorchSharp;
using static TorchSharp.torch;

namespace LlamaNas.Tensors;

/// <summary>
/// Arithmetic with numbers. TorchSharp's own operators make a <see cref="Scalar"/>, hand its address to libtorch, and leave the object to the
/// collector, which may free it while libtorch still reads it: a wrong number, or "Expected false to be true" out of nowhere. Here the number
/// outlives the call. <c>BannedSymbols.txt</c> keeps the operators out. Sizes are Torch's: operands broadcast, the result is the caller's.
/// </summary>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1L.ToScalar();

    /// <summary>Sum.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>Sum with a number.</summary>
    public static Tensor Plus(this Tensor tensor, double number) => With(number, tensor.add);

    /// <summary>Product with a number.</summary>
    public static Tensor Times(this Tensor tensor, double number) => With(number, tensor.mul);

    /// <summary>Quotient by a number.</summary>
    public static Tensor Over(this Tensor tensor, double number) => With(number, divisor => tensor.div(divisor));

    /// <summary>Power.</summary>
    public static Tensor ToThe(this Tensor tensor, double exponent) => With(exponent, tensor.pow);

    /// <summary>Square.</summary>
    public static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);

    /// <summary>Values from a smallest one up.</summary>
    public static Tensor AtLeast(this Tensor tensor, double smallest) => With(smallest, tensor.clamp_min);

    /// <summary>Sum with the scaled product of two tensors.</summary>
    public static Tensor PlusProduct(this Tensor tensor, Tensor left, Tensor right) => tensor.addcmul(left, right, One);

    /// <summary>Sum with a scaled tensor.</summary>
    public static Tensor PlusScaled(this Tensor tensor, Tensor addend, double scale) => With(scale, factor => tensor.add(addend, factor));

    /// <summary>Adds to the tensor itself.</summary>
    public static Tensor Add(this Tensor tensor, Tensor addend) => tensor.add_(addend, One);

    /// <summary>Adds a scaled tensor to the tensor itself.</summary>
    public static Tensor AddScaled(this Tensor tensor, Tensor addend, double scale) => With(scale, factor => tensor.add_(addend, factor));

    /// <summary>Adds a number to the tensor itself.</summary>
    public static Tensor Add(this Tensor tensor, double number) => With(number, tensor.add_);

    /// <summary>Multiplies the tensor itself.</summary>
    public static Tensor Scale(this Tensor tensor, double factor) => With(factor, tensor.mul_);

    /// <summary>Adds a scaled product of two tensors to the tensor itself.</summary>
    public static Tensor AddProduct(this Tensor tensor, Tensor left, Tensor right, double scale) => With(scale, factor => tensor.addcmul_(left, right, factor));

    /// <summary>Adds a scaled quotient of two tensors to the tensor itself.</summary>
    public static Tensor AddQuotient(this Tensor tensor, Tensor dividend, Tensor divisor, double scale) =>
        With(scale, factor => tensor.addcdiv_(dividend, divisor, factor));

    /// <summary>Raises the tensor's own values to a smallest one.</summary>
    public static Tensor Raise(this Tensor tensor, double smallest) => With(smallest, tensor.clamp_min_);

    /// <summary>Brings the tensor's own values between two.</summary>
    public static Tensor Clamp(this Tensor tensor, double smallest, double largest) =>
        With(smallest, low => With(largest, high => tensor.clamp_(low, high)));

    /// <summary>Sets all values of the tensor itself.</summary>
    public static Tensor Fill(this Tensor tensor, double value) => With(value, tensor.fill_);

    /// <summary>Which values differ from a number, bool.</summary>
    public static Tensor DiffersFrom(this Tensor tensor, double number) => With(number, tensor.ne);

    /// <summary>Which values lie below a number, bool.</summary>
    public static Tensor IsBelow(this Tensor tensor, double number) => With(number, tensor.lt);

    /// <summary>Which values lie above a number, bool.</summary>
    public static Tensor IsAbove(this Tensor tensor, double number) => With(number, tensor.gt);

    /// <summary>Which values are a number at most, bool.</summary>
    public static Tensor IsAtMost(this Tensor tensor, double number) => With(number, tensor.le);

    /// <summary>The whole numbers from a first one to before an end, <c>[end - first]</c>.</summary>
    public static Tensor Counting(long first, long end, ScalarType type, Device? device = null)
    {
        using var start = first.ToScalar();
        using var stop = end.ToScalar();
        return arange(start, stop, type, device);
    }

    /// <summary>A tensor of one value.</summary>
    public static Tensor Constant(ReadOnlySpan<long> shape, double value, ScalarType type, Device? device = null)
    {
        using var scalar = value.ToScalar();
        return full(shape.ToArray(), scalar, type, device);
    }

    private static Tensor With(double number, Func<Scalar, Tensor> operation)
    {
        using var scalar = number.ToScalar();
        return operation(scalar);
    }
}
