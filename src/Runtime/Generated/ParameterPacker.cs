using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ShapeGen.Runtime;

// Weights are loaded once, at startup. The innermost loops are optimised on first use, otherwise they would run unoptimised to the end.

/// <summary>Writes one parameter, from a checkpoint or a random source, as its <see cref="ParameterLayout"/> specifies.</summary>
internal static class ParameterPacker
{
    /// <summary>
    /// Columns of a row that are packed before those of the next row. Each row is then read in runs of several cache lines, and the packed block
    /// [columns][panel] stays in the L1 cache until all rows of the panel are written.
    /// </summary>
    private const int ColumnBlock = 128;

    /// <summary>Maximum bytes read from a file at once, so that they stay in the L2 cache until they are packed.</summary>
    internal const int MaxBufferedBytes = 512 * 1024;

    /// <summary>Rows that are packed together: the floats of a 128-bit vector.</summary>
    private const int RowGroup = 4;

    /// <summary>
    /// Up to this many floats, optimising the innermost loop takes longer (about a millisecond) than running it unoptimised. If this assembly is precompiled, the
    /// unmarked loop needs no JIT at all.
    /// </summary>
    private const int SmallMatrix = 64 * 1024;

    /// <summary>Packs tensors that <see cref="FitCheck"/> has checked.</summary>
    /// <param name="source">The file.</param>
    /// <param name="match">The tensors.</param>
    /// <param name="layout">Their layout in packed storage.</param>
    /// <param name="packed">The packed storage, zero where nothing is packed yet.</param>
    /// <param name="buffer">Buffer for bytes read from the file, replaced by a longer one if needed. All tensors of a model share it.</param>
    /// <exception cref="CheckpointException">The file has become shorter since it was opened.</exception>
    public static void Pack(CheckpointMemory.Lease source, TensorMatch match, ParameterLayout layout, Span<float> packed, ref byte[] buffer)
    {
        if (layout.Scaled is { } scaled)
        {
            float[] factors = new float[layout.Outputs];
            TensorReader.Convert(source, match.Tensors[0]!, factors);
            Multiply(scaled.Matrix, scaled.Bias, factors, packed);
            return;
        }

        packed = packed.Slice(layout.Offset, (int)layout.PackedLength);
        if (layout.Table is { } table)
        {
            float[] numbers = new float[table.Count];
            TensorReader.Convert(source, match.Tensors[0]!, numbers);
            table.Spread(numbers, packed);
            return;
        }

        if (layout.Sinusoids is { } sinusoids)
        {
            sinusoids.Fill(packed);
            return;
        }

        int row = 0;
        for (int piece = 0; piece < match.Source.PieceCount; piece++)
        {
            TensorRows rows = match.Source.Piece(piece, layout.Outputs);
            if (match.Tensors[piece] is { } tensor)
            {
                PackPiece(source, tensor, rows, row, match.Source.IsTransposed, layout, packed, ref buffer);
            }

            row += rows.Count;
        }
    }

    private static void PackPiece(
        CheckpointMemory.Lease source, TensorInfo tensor, TensorRows rows, int target, bool isTransposed, ParameterLayout layout, Span<float> packed, ref byte[] buffer)
    {
        if (!layout.IsMatrix)
        {
            TensorReader.Convert(source, tensor, packed.Slice(target, rows.Count), rows.First);
        }
        else if (layout.IsRows && !isTransposed)
        {
            TensorReader.Convert(source, tensor, packed.Slice(target * layout.Inputs, rows.Count * layout.Inputs), (long)rows.First * layout.Inputs);
        }
        else if (layout.Kernel > 1)
        {
            ConvolutionMatrix.Pack(source, tensor, rows, target, layout, packed);
        }
        else if (isTransposed)
        {
            TransposedMatrix.Pack(source, tensor, rows, target, layout, packed, ref buffer);
        }
        else
        {
            PackMatrix(source, tensor, rows, target, layout, packed, ref buffer);
        }
    }

    /// <summary>Draws or fills a parameter in the order of the checkpoint, independent of the packed order.</summary>
    public static void Initialise(Random random, ParameterLayout layout, Span<float> packed)
    {
        if (layout.Scaled is { } scaled)
        {
            Multiply(scaled.Matrix, scaled.Bias, Drawn(random, layout, layout.Outputs), packed);
            return;
        }

        packed = packed.Slice(layout.Offset, (int)layout.PackedLength);
        if (layout.Table is { } table)
        {
            table.Spread(Drawn(random, layout, table.Count), packed);
            return;
        }

        if (layout.Sinusoids is { } sinusoids)
        {
            sinusoids.Fill(packed);
            return;
        }

        int row = 0;
        for (int piece = 0; piece < layout.Sources[0].PieceCount; piece++)
        {
            TensorRows rows = layout.Sources[0].Piece(piece, layout.Outputs);
            int end = row + rows.Count;
            for (row = rows.Name is null ? end : row; row < end; row++)
            {
                Panel panel = Panel.Of(layout, row);
                Span<float> column = packed[(panel.Start + row - panel.FirstRow)..];
                for (int k = 0; k < layout.Inputs; k++)
                {
                    column[layout.Column(k) * panel.Width] = Draw(random, layout);
                }
            }
        }
    }

    /// <summary>Multiplies each row of a packed matrix, and its bias, by its factor.</summary>
    private static void Multiply(ParameterLayout matrix, int? bias, ReadOnlySpan<float> factors, Span<float> packed)
    {
        for (int row = 0; row < factors.Length; row++)
        {
            Panel panel = Panel.Of(matrix, row);
            Span<float> column = packed[(matrix.Offset + panel.Start + row - panel.FirstRow)..];
            for (int k = 0; k < matrix.Inputs; k++)
            {
                column[k * panel.Width] *= factors[row];
            }

            if (bias is { } offset)
            {
                packed[offset + row] *= factors[row];
            }
        }
    }

    private static float[] Drawn(Random random, ParameterLayout layout, int count)
    {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = Draw(random, layout);
        }

        return numbers;
    }

    private static float Draw(Random random, ParameterLayout layout) =>
        layout.Deviation is { } deviation ? (float)(Normal(random) * deviation) :
        layout.Bound is { } bound ? (float)(((2 * random.NextDouble()) - 1) * bound) :
        layout.Fill;

    /// <summary>
    /// The sum of twelve uniform numbers minus 6 is close enough to normal, and the same on every machine; logarithms and cosines differ in their last bits.
    /// </summary>
    private static double Normal(Random random)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += random.NextDouble();
        }

        return sum;
    }

    private static void PackMatrix(
        CheckpointMemory.Lease source, TensorInfo tensor, TensorRows rows, int target, ParameterLayout layout, Span<float> packed, ref byte[] buffer)
    {
        // Not in the method with the loop: methods with a loop and stackalloc are optimised on first use.
        Span<float> converted = stackalloc float[RowGroup * ColumnBlock];
        PackRows(new RowSource(source, tensor, layout, converted, ref buffer), rows.First, target, rows.Count, layout, packed);
    }

    private static void PackRows(RowSource rows, int first, int target, int count, ParameterLayout layout, Span<float> packed)
    {
        bool isSmall = packed.Length <= SmallMatrix;
        int end = target + count;
        int panelRows;
        for (int row = target; row < end; row += panelRows)
        {
            // Joined rows may begin and end inside a panel.
            Panel panel = Panel.Of(layout, row);
            panelRows = Math.Min(panel.FirstRow + panel.Width, end) - row;
            for (int k = 0; k < layout.Inputs; k += rows.BlockColumns)
            {
                int blockColumns = Math.Min(rows.BlockColumns, layout.Inputs - k);
                RowBlock block = rows.Fetch(first + row - target, panelRows, k, blockColumns);
                PackBlock(block, panel.Width, panelRows, packed[(panel.Start + (k * panel.Width) + row - panel.FirstRow)..], isSmall);
            }
        }
    }

    /// <summary>Packs some columns of a panel's rows. <paramref name="packed"/> starts at the first column of the first row.</summary>
    private static void PackBlock(RowBlock rows, int panelWidth, int rowCount, Span<float> packed, bool isSmall)
    {
        for (int k = 0; k < rows.Columns; k += ColumnBlock)
        {
            int columns = Math.Min(ColumnBlock, rows.Columns - k);
            Span<float> block = packed[(k * panelWidth)..];
            int j = 0;
            for (; j <= rowCount - RowGroup; j += RowGroup)
            {
                ReadOnlySpan<byte> row0 = rows.Read(j, k, columns, 0);
                ReadOnlySpan<byte> row1 = rows.Read(j + 1, k, columns, 1);
                ReadOnlySpan<byte> row2 = rows.Read(j + 2, k, columns, 2);
                ReadOnlySpan<byte> row3 = rows.Read(j + 3, k, columns, 3);
                if (isSmall)
                {
                    SpreadGroup(row0, row1, row2, row3, block[j..], panelWidth);
                }
                else
                {
                    SpreadGroupOptimized(row0, row1, row2, row3, block[j..], panelWidth);
                }
            }

            for (; j < rowCount; j++)
            {
                Spread(rows.Read(j, k, columns, 0), block[j..], panelWidth);
            }
        }
    }

    /// <summary>Writes runs of four rows, of equal length and unaligned, down four adjacent columns, with a quarter of the stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadGroup(
        ReadOnlySpan<byte> row0, ReadOnlySpan<byte> row1, ReadOnlySpan<byte> row2, ReadOnlySpan<byte> row3,
        Span<float> columns, int stride)
    {
        int count = row0.Length / sizeof(float);

        // The last write has the highest index, so this checks all of them.
        _ = columns.Slice((count - 1) * stride, RowGroup);
        ref byte from0 = ref MemoryMarshal.GetReference(row0);
        ref byte from1 = ref MemoryMarshal.GetReference(row1);
        ref byte from2 = ref MemoryMarshal.GetReference(row2);
        ref byte from3 = ref MemoryMarshal.GetReference(row3);
        ref float to = ref MemoryMarshal.GetReference(columns);
        for (int k = 0; k < count; k++)
        {
            Vector128.Create(Single(ref from0, k), Single(ref from1, k), Single(ref from2, k), Single(ref from3, k))
                .StoreUnsafe(ref to, (nuint)(k * stride));
        }
    }

    /// <summary><see cref="SpreadGroup"/>, optimised on its first call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpreadGroupOptimized(
        ReadOnlySpan<byte> row0, ReadOnlySpan<byte> row1, ReadOnlySpan<byte> row2, ReadOnlySpan<byte> row3,
        Span<float> columns, int stride) => SpreadGroup(row0, row1, row2, row3, columns, stride);

    /// <summary>Writes a run of a row, unaligned floats, down a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(ReadOnlySpan<byte> row, Span<float> column, int stride)
    {
        int count = row.Length / sizeof(float);
        _ = column[(count - 1) * stride];
        ref byte from = ref MemoryMarshal.GetReference(row);
        ref float to = ref MemoryMarshal.GetReference(column);
        for (int k = 0; k < count; k++)
        {
            Unsafe.Add(ref to, k * stride) = Single(ref from, k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Single(ref byte row, int index) => Unsafe.ReadUnaligned<float>(ref Unsafe.Add(ref row, index * sizeof(float)));

    /// <summary>The rows of a matrix, read in blocks that fit in a buffer in the L2 cache.</summary>
    private readonly ref struct RowSource
    {
        private readonly CheckpointMemory.Lease _source;
        private readonly TensorInfo _tensor;
        private readonly Span<float> _converted;
        private readonly Span<byte> _buffer;
        private readonly int _inputs;

        public RowSource(CheckpointMemory.Lease source, TensorInfo tensor, ParameterLayout layout, Span<float> converted, ref byte[] buffer)
        {
            _source = source;
            _tensor = tensor;
            _converted = converted;
            _inputs = layout.Inputs;
            BlockColumns = layout.Inputs;
            if (source.IsInMemory)
            {
                return;
            }

            // The rows of a whole panel are contiguous in the file. Very long rows are read in parts.
            int rows = Math.Min(layout.Lanes * layout.PanelVectors, layout.Outputs);
            int size = tensor.Type.Size();
            if ((long)rows * layout.Inputs * size > MaxBufferedBytes)
            {
                BlockColumns = Math.Max(ColumnBlock, MaxBufferedBytes / rows / size / ColumnBlock * ColumnBlock);
            }

            int needed = checked(rows * Math.Min(BlockColumns, layout.Inputs) * size);
            if (buffer.Length < needed)
            {
                buffer = GC.AllocateUninitializedArray<byte>(needed);
            }

            _buffer = buffer;
        }

        /// <summary>Maximum number of columns fetched at once.</summary>
        public int BlockColumns { get; }

        /// <summary>Some columns of some rows, valid until the next call.</summary>
        public RowBlock Fetch(int firstRow, int rows, int column, int columns)
        {
            int size = _tensor.Type.Size();
            long start = _tensor.Offset + ((((long)firstRow * _inputs) + column) * size);
            if (_source.IsInMemory)
            {
                return new(_source, start, default, (long)_inputs * size, columns, _tensor.Type, _converted);
            }

            if (columns == _inputs)
            {
                return new(_source, 0, _source.Read(start, rows * columns * size, _buffer), columns * size, columns, _tensor.Type, _converted);
            }

            for (int row = 0; row < rows; row++)
            {
                _source.Read(start + ((long)row * _inputs * size), columns * size, _buffer.Slice(row * columns * size, columns * size));
            }

            return new(_source, 0, _buffer, columns * size, columns, _tensor.Type, _converted);
        }
    }

    /// <summary>Runs of rows as the bytes of floats of this machine: in place if they have that format, otherwise converted.</summary>
    /// <param name="source">The file, if it is in memory.</param>
    /// <param name="start">The first row's first byte in it.</param>
    /// <param name="buffer">The rows, if the file is not in memory.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="columns">Columns of the rows.</param>
    /// <param name="type">The type of their elements.</param>
    /// <param name="converted">Room for <see cref="RowGroup"/> runs.</param>
    private readonly ref struct RowBlock(
        CheckpointMemory.Lease source, long start, ReadOnlySpan<byte> buffer, long stride, int columns, TensorType type, Span<float> converted)
    {
        private readonly CheckpointMemory.Lease _source = source;
        private readonly ReadOnlySpan<byte> _buffer = buffer;
        private readonly Span<float> _converted = converted;
        private readonly bool _direct = type == TensorType.F32 && BitConverter.IsLittleEndian;

        public int Columns => columns;

        /// <summary>A run of <paramref name="count"/> columns, valid until the next run with the same <paramref name="place"/> in a group.</summary>
        public ReadOnlySpan<byte> Read(int row, int column, int count, int place)
        {
            int size = type.Size();
            ReadOnlySpan<byte> bytes = _source.IsInMemory
                ? _source.Read(start + (row * stride) + ((long)column * size), count * size, default)
                : _buffer.Slice((int)((row * stride) + (column * size)), count * size);
            if (_direct)
            {
                return bytes;
            }

            Span<float> run = _converted.Slice(place * ColumnBlock, count);
            SingleConversion.Convert(bytes, type, run);
            return MemoryMarshal.AsBytes(run);
        }
    }
}
