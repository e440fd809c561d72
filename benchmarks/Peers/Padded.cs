using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Peers;

/// <summary>Sequences of unequal length, padded for the peers.</summary>
internal static class Padded
{
    /// <summary>The ids of each sequence, padded with zeros to the longest.</summary>
    public static long[] Ids(Computation computation, ReadOnlySpan<int> ids)
    {
        long[] padded = new long[computation.Batch * computation.Tokens];
        int row = 0;
        for (int sequence = 0; sequence < computation.Batch; sequence++)
        {
            for (int token = 0; token < computation.Lengths[sequence]; token++)
            {
                padded[(sequence * computation.Tokens) + token] = ids[row++];
            }
        }

        return padded;
    }
}
