using System.Runtime.Intrinsics;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

public sealed class ProductRowsTests
{
    [Fact]
    public void Fill_AnyColumns_RowsAddUpToProducts()
    {
        SplitMix64 random = new(1);
        short[] columns = new short[257 * 256];
        for (int i = 256; i < columns.Length; i++)
        {
            columns[i] = (short)random.NextBelow(1 << 16);
        }

        // Two taps: weights, and a channel of each that is missing.
        short[] numbers = [.. Enumerable.Range(0, 2 * ProductRows.Channels).Select(i => (short)(i % 16 == 5 ? 0 : 1 + random.NextBelow(256)))];
        short[] rows = new short[2 * ProductRows.TapStep];
        ProductRows.Fill(columns, numbers, rows);

        foreach (int first in (ReadOnlySpan<int>)[-128, -1, 0, 77, 127, 128])
        {
            foreach (int second in (ReadOnlySpan<int>)[-128, 3, 127, 128])
            {
                ref short zero = ref rows[128 * ProductRows.Channels];
                Vector256<short> even = ProductRows.Row(ref zero, (short)(4 * first), 0);
                Vector256<short> odd = ProductRows.Row(ref zero, (short)(4 * second), ProductRows.TapStep);
                Vector256<int> lower = ProductRows.AddLower(Vector256.Create(1000), even, odd);
                Vector256<int> upper = ProductRows.AddUpper(Vector256.Create(2000), even, odd);
                for (int channel = 0; channel < 8; channel++)
                {
                    Assert.Equal(1000 + Product(channel, first) + Product(16 + channel, second), lower[channel]);
                    Assert.Equal(2000 + Product(8 + channel, first) + Product(24 + channel, second), upper[channel]);
                }
            }
        }

        int Product(int place, int activation) =>
            activation < 128 ? columns[(numbers[place] * 256) + activation + 128] : 0;
    }

    [Fact]
    public void Fill_AColumnThatIsNotThere_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        ProductRows.Fill(new short[257 * 256], [.. Enumerable.Repeat((short)257, ProductRows.Channels)], new short[ProductRows.TapStep]));
}
