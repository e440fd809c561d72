namespace ShapeGen.Generator.Common;

internal static class Arithmetic
{
    public static int DivideUp(int value, int divisor) => (int)((value + (long)divisor - 1) / divisor);

    public static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;
}
