using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>Where a window stands in an image, from the numbers of the package (SEMANTICS sections 2 and 4).</summary>
internal sealed class Window
{
    private readonly WindowGeometry _window;
    private readonly int _padTop;
    private readonly int _padLeft;

    public Window(WindowGeometry window)
    {
        _window = window;
        (_padTop, int height) = Along(0, window.InHeight, window.Transposed?.Height, window.FilterHeight, window.StrideY, window.DilationY);
        (_padLeft, int width) = Along(1, window.InWidth, window.Transposed?.Width, window.FilterWidth, window.StrideX, window.DilationX);
        Positions = window.Batches * height * width;
        (Height, Width) = (height, width);
    }

    /// <summary>Output pixels, of all batches.</summary>
    public int Positions { get; }

    private int Height { get; }

    private int Width { get; }

    /// <summary>The input pixels under a window in the order filterY, filterX; -1 where there is none.</summary>
    /// <param name="position">Output pixel, in the order batch, row, column.</param>
    public int[] Pixels(int position)
    {
        (int row, int outX) = Math.DivRem(position, Width);
        (int batch, int outY) = Math.DivRem(row, Height);
        int[] pixels = new int[_window.FilterHeight * _window.FilterWidth];
        for (int i = 0; i < pixels.Length; i++)
        {
            int y = Input(outY, i / _window.FilterWidth, _window.StrideY, _window.DilationY, _padTop, _window.InHeight);
            int x = Input(outX, i % _window.FilterWidth, _window.StrideX, _window.DilationX, _padLeft, _window.InWidth);
            pixels[i] = y < 0 || x < 0 ? -1 : (((batch * _window.InHeight) + y) * _window.InWidth) + x;
        }

        return pixels;
    }

    private (int Before, int Output) Along(int axis, int input, int? transposed, int filter, int stride, int dilation)
    {
        int extent = transposed ?? input;
        int reach = ((filter - 1) * dilation) + 1;
        (int before, int output) = _window.Padding.Mode switch
        {
            PaddingMode.Same => (
                Math.Max(((((extent + stride - 1) / stride) - 1) * stride) + reach - extent, 0) / 2,
                (extent + stride - 1) / stride),
            PaddingMode.Valid => (0, (extent + stride - reach) / stride),
            _ => (_window.Padding.Amounts[axis], (extent + _window.Padding.Amounts[axis] + _window.Padding.Amounts[axis + 2] + stride - reach) / stride),
        };
        return (before, transposed ?? output);
    }

    private int Input(int output, int filter, int stride, int dilation, int before, int extent)
    {
        int position = (output * stride) + (filter * dilation) - before;
        if (_window.Transposed is not null)
        {
            (position, int rest) = Math.DivRem(output + before - (filter * dilation), stride);
            position = rest == 0 ? position : -1;
        }

        return position < extent ? Math.Max(position, -1) : -1;
    }
}
