namespace ShapeGen.Generator.Arguments;

/// <summary>What can be wrong with an argument.</summary>
internal enum ArgumentProblem
{
    /// <summary>A required size is not written.</summary>
    SizeMissing,

    /// <summary>A size is below 1.</summary>
    SizeNotPositive,

    /// <summary>A product of sizes does not fit into a span.</summary>
    TooLarge,

    /// <summary>The number of heads does not divide the width.</summary>
    HeadsDoNotDivide,

    /// <summary>An epsilon is not a finite number above 0.</summary>
    EpsilonNotPositive,

    /// <summary>A dropout rate is not from 0 to 1.</summary>
    DropoutOutOfRange,

    /// <summary>A number is outside its range.</summary>
    NumberOutOfRange,

    /// <summary>An enumeration has no such value.</summary>
    UnknownValue,

    /// <summary>Two properties contradict each other.</summary>
    Contradiction,
}
