using ShapeGen;

namespace KeywordSpotting;

// The matrices of the front end. ShapeGen generates the other part of each class.

/// <summary>The cosine or the sine half of a Fourier transform: 30 ms of sound to 244 frequencies.</summary>
[Linear(In = 480, Out = 244, Bias = false)]
internal sealed partial class FourierTransform;

/// <summary>From 244 frequencies to 80 bands, narrow where the ear is exact and wide where it is not.</summary>
[Linear(In = 244, Out = 80, Bias = false)]
internal sealed partial class MelBands;

/// <summary>From the logarithms of 80 bands to 40 features that vary independently.</summary>
[Linear(In = 80, Out = 40, Bias = false)]
internal sealed partial class CosineTransform;
